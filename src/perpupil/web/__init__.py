"""The web application: everything with a screen. `store` keeps, `access` decides who may, `actions` is the only door that writes, the rest shows."""
