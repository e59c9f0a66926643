import { type MigrationPreview, Previewed } from './clock-migration';
import { ConsolePage, Form, type Shell } from './layout';

interface Props extends Shell {
  policy: { code: string; name: string; zone: string };
  preview: MigrationPreview;
}

/** Gives running clocks the targets of the newest version of their policy; what that does is there before the button. */
export const PolicyMigrationPage = ({ policy, preview, ...shell }: Props) => {
  const { t, csrf } = shell;
  const title = t('migration.title', { calendar: policy.name });
  const code = encodeURIComponent(policy.code);
  return (
    <ConsolePage {...shell} title={title}>
      <p>
        <a href={`/registers/sla-policies/${code}`}>{policy.name}</a>
      </p>
      <h1>{title}</h1>
      <p>{t('migration.policyLead')}</p>
      <Previewed t={t} zone={policy.zone} targets {...preview} />
      {preview.clocks > 0 && (
        <Form action={`/sla-policies/${code}/clocks`} csrf={csrf} id="clocks">
          <input type="hidden" name="seal" value={preview.seal} />
          <p>
            <button type="submit">{t('migration.apply', { count: preview.clocks })}</button>
          </p>
        </Form>
      )}
    </ConsolePage>
  );
};
