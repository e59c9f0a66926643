import type { TaskCode } from '../../domain/case';
import type { Translate } from '../words';
import { ConsolePage, Form, type Shell } from './layout';
import { isoOf, sayDate, sayDistance } from './when';

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
        <ul>
          {tasks.map((task) => (
            <Task key={task.id} {...{ t, csrf, task, mayFinish, now }} />
          ))}
        </ul>
      )}
      {next !== null && (
        <p>
          <a href={`/tasks?after=${next}`}>{t('tasks.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

interface TaskProps extends Pick<TasksProps, 'mayFinish' | 'now'> {
  t: Translate;
  csrf: string;
  task: ShownTask;
}
const Task = ({ t, csrf, task, mayFinish, now }: TaskProps) => (
  <li>
    <About t={t} task={task} />{' '}
    <time class="soft small" dateTime={isoOf(task.createdAt)}>
      {sayDistance(task.createdAt, now, t)}
    </time>
    <br />
    {t.of(`taskLong.${task.code}`)}
    {task.number === null && mayFinish && (
      <Form action={`/tasks/${task.id}/done`} csrf={csrf}>
        <button type="submit">{t('tasks.done')}</button>
      </Form>
    )}
  </li>
);

/** A link to where it is seen to, if there is such a page. */
const About = ({ t, task }: { t: Translate; task: ShownTask }) => {
  if (task.number !== null) return <a href={`/cases/${task.number}`}>{task.number}</a>;
  const [kind, key = ''] = task.subject?.split('/') ?? [];
  if (task.subject === 'rota/relief') return <a href="/rota/relief">{sayAbout(task, t)}</a>;
  if (kind === 'rota')
    return <a href={/^\d/.test(key) ? `/rota?month=${key.slice(0, 7)}` : '/rota'}>{sayAbout(task, t)}</a>;
  if (kind === 'ticket' && task.name) return <a href={`/tickets/${task.name}`}>{task.name}</a>;
  if (kind === 'absence') return <a href={`/absences/${encodeURIComponent(key)}`}>{sayAbout(task, t)}</a>;
  return <strong>{sayAbout(task, t)}</strong>;
};

function sayAbout({ subject, name }: ShownTask, t: Translate): string {
  const [kind = '', day = '', level = ''] = subject?.split('/') ?? [];
  if (subject === 'rota/desk') return t('tasks.desk');
  if (subject === 'rota/relief') return t('tasks.relief');
  if (kind === 'rota') return t('tasks.rota', { day: sayDate(new Date(`${day}T12:00:00Z`), t), level });
  const known = ['hold', 'contact', 'expectation', 'checklist', 'webhook', 'absence'].includes(kind) ? kind : 'other';
  return t.of(`tasks.${known}`, { name: name ?? subject ?? '' });
}
