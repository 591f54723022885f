return jsonList(readRecords(ask.ids))
