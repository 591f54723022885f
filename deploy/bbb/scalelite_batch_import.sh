#!/bin/bash
# Sends all published recordings of this BigBlueButton server to Scalelite, one after the other; those that
# were sent before are passed over.
#
#   scalelite_batch_import.sh [--force]     --force: send them all again
#
# Run it as the user `bigbluebutton`, as BigBlueButton runs the script for new ones:
#   sudo -u bigbluebutton scalelite_batch_import.sh
set -u

published_dir=${PUBLISHED_DIR:-/var/bigbluebutton/published}
status_dir=${STATUS_DIR:-/var/bigbluebutton/recording/status/published}
post_publish=${POST_PUBLISH:-/usr/local/bigbluebutton/core/scripts/post_publish/scalelite_post_publish.rb}
force=false

case ${1-} in
  '') ;;
  --force) force=true ;;
  *)
    echo "Usage: ${0##*/} [--force]" >&2
    exit 2
    ;;
esac

# Every FORMAT/RECORDID, each recording once.
record_ids() {
  find "$published_dir" -mindepth 2 -maxdepth 2 -type d -printf '%f\n' | sort -u
}

sent=0 passed=0 failed=0
while IFS= read -r id; do
  if [ "$force" = false ] && [ -e "$status_dir/$id-sender.done" ]; then
    passed=$((passed + 1))
  elif "$post_publish" -m "$id" </dev/null; then
    sent=$((sent + 1))
  else
    echo "Not sent: $id" >&2
    failed=$((failed + 1))
  fi
done < <(record_ids)

echo "$sent sent, $passed sent before, $failed failed"
[ "$failed" -eq 0 ]
