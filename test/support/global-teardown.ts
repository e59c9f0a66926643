import { tearDown } from './teardowns';

export default tearDown;
