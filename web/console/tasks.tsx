import type { TaskCode } from '../../domain/case';
import type { Translate } from '../words';
import { ConsolePage, Form, type Shell } from './layout';
import { isoOf, sayDistance } from './when';

export interface ShownTask {
  id: number;
  code: TaskCode;
  /** Of the case that it is about. */
  number: string | null;
  /** What else it is about, as `contact/3`, and its name. */
  subject: string | null;
  name: string | null;
  createdAt: Date;
}
interface TasksProps extends Shell {
  tasks: readonly ShownTask[];
  /** Id after which the next page begins. */
  next: number | null;
  mayFinish: boolean;
  now: Date;
}

/** What waits for a person. */
export const TasksPage = ({ tasks, next, mayFinish, now, ...shell }: TasksProps) => {
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.tasks')}>
      <h1>{t('nav.tasks')}</h1>
      <p>{t('tasks.lead')}</p>
      {tasks.length === 0 ? (
        <p class="empty">{t('tasks.none')}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.tasks')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('tasks.what')}</th>
                <th scope="col">{t('tasks.about')}</th>
                <th scope="col">{t('tasks.since')}</th>
              </tr>
            </thead>
            <tbody>
              {tasks.map((task) => (
                <Row key={task.id} {...{ t, csrf, task, mayFinish, now }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <p>
          <a href={`/tasks?after=${next}`}>{t('tasks.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

interface RowProps extends Pick<TasksProps, 'mayFinish' | 'now'> {
  t: Translate;
  csrf: string;
  task: ShownTask;
}
const Row = ({ t, csrf, task, mayFinish, now }: RowProps) => (
  <tr>
    <td>{t.of(`taskLong.${task.code}`)}</td>
    <th scope="row">
      {task.number === null ? sayAbout(task, t) : <a href={`/cases/${task.number}`}>{task.number}</a>}
      {task.number === null && mayFinish && (
        <Form action={`/tasks/${task.id}/done`} csrf={csrf}>
          <button type="submit">{t('tasks.done')}</button>
        </Form>
      )}
    </th>
    <td>
      <time dateTime={isoOf(task.createdAt)}>{sayDistance(task.createdAt, now, t)}</time>
    </td>
  </tr>
);

function sayAbout({ subject, name }: ShownTask, t: Translate): string {
  const kind = subject?.split('/')[0] ?? '';
  const known = ['hold', 'contact', 'expectation'].includes(kind) ? kind : 'other';
  return t.of(`tasks.${known}`, { name: name ?? subject ?? '' });
}
