import { errors } from '../../bbb/errors.ts';
import { success } from '../../bbb/responses.ts';
import { element } from '../../bbb/xml.ts';
import { changeRecordings } from '../../recordings/change.ts';
import { deleteRecordings as remove } from '../../recordings/delete.ts';
import { publishRecordings as publishAll } from '../../recordings/publish.ts';
import { type RecordingDeps, recordingsIn } from './recording-deps.ts';
import { metaParams, neededRecordIds, truth } from './recording-params.ts';
import { type Answer, type Route, xmlAnswer } from './route.ts';

export function publishRecordings(deps: RecordingDeps): Route['handle'] {
  const recordings = recordingsIn(deps);
  if (recordings === undefined) return refuse;
  const { files, log } = deps;
  return async ({ params, caller }) => {
    const recordIds = neededRecordIds(params);
    const publish = truth(params, 'publish');
    if (publish === undefined) throw errors.missingParamPublish();
    await publishAll({ recordings, files, log }, { recordIds, publish, tenantId: caller.tenant?.id });
    return done('published', publish);
  };
}

export function updateRecordings(deps: RecordingDeps): Route['handle'] {
  const recordings = recordingsIn(deps);
  if (recordings === undefined) return refuse;
  return async ({ params, caller }) => {
    const recordIds = neededRecordIds(params);
    const meta = [...metaParams(params)].map(([name, value]) => [name.toLowerCase(), value] as const);
    const updated = await changeRecordings(recordings, {
      recordIds,
      tenantId: caller.tenant?.id,
      set: new Map(meta.filter(([, value]) => value.trim() !== '')),
      remove: meta.filter(([, value]) => value.trim() === '').map(([name]) => name),
      protect: truth(params, 'protect'),
    });
    return done('updated', updated);
  };
}

export function deleteRecordings(deps: RecordingDeps): Route['handle'] {
  const recordings = recordingsIn(deps);
  if (recordings === undefined) return refuse;
  const { files, log } = deps;
  return async ({ params, caller }) => {
    const recordIds = neededRecordIds(params);
    await remove({ recordings, files, log }, { recordIds, tenantId: caller.tenant?.id });
    return done('deleted', true);
  };
}

/** Where there are no recordings. */
function refuse(): Answer {
  throw errors.recordingsNotFound();
}

function done(name: string, value: boolean): Answer {
  return xmlAnswer(success(element(name, String(value))));
}
