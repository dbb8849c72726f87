"""Read models: projections of the services' events, and the questions they answer."""
