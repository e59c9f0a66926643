/** Without what stands behind the `+`, in lower case. */
export const baseAddress = (address: string): string => address.toLowerCase().replace(/\+[^@]*@/, '@');
