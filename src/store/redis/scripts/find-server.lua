return json(readServer(ask.id))
