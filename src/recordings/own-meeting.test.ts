import { expect, it } from 'vitest';
import { innerId } from '../cluster/isolated-id.ts';
import { readMetadata } from './metadata.ts';
import { ofOwnMeeting } from './own-meeting.ts';

const told = (meetingId: string, meta = '') =>
  ofOwnMeeting(
    readMetadata(
      Buffer.from(
        `<recording><id>r</id><meta><meetingId>${meetingId}</meetingId>${meta}</meta>
         <playback><format>video</format><link>/video/r/</link></playback></recording>`,
      ),
    ),
  );

const TENANT = '<tenant-id>one</tenant-id>';

it('a recording is of the meeting as its tenant has it', () => {
  const { meetingId, metadata } = told(innerId('one', 'room'), TENANT);
  expect(meetingId).toBe('room');
  expect(metadata).toEqual([{ key: 'tenant-id', value: 'one' }]);
});

it('where its ID had to be hashed, BBB tells it, and that is kept from the metadata', () => {
  const long = 'x'.repeat(256);
  const named = `${TENANT}<tenant-meeting-id>${long}</tenant-meeting-id>`;
  expect(told(innerId('one', long), named)).toMatchObject({
    meetingId: long,
    metadata: [{ key: 'tenant-id', value: 'one' }],
  });
  expect(told(innerId('one', long), TENANT).meetingId).toBe(innerId('one', long));
});

it('all others stay as they are: of another tenant, of none, or called so by the tenant', () => {
  const claimed = `${TENANT}<tenant-meeting-id>mine</tenant-meeting-id>`;
  expect(told('room', claimed)).toMatchObject({ meetingId: 'room', metadata: [{}, { value: 'mine' }] });
  expect(told(innerId('two', 'room'), TENANT).meetingId).toBe(innerId('two', 'room'));
  expect(told(innerId('one', 'room')).meetingId).toBe(innerId('one', 'room'));
});
