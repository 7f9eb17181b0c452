"""What every request passes before any page: ASGI middleware, so that no page can be forgotten.

headers   what a browser may do with our pages
host      the name it was asked under: another site's name for this machine's address is refused
limits    how much may be sent
origin    whose form it is: another site's is refused
session   who it is: the cookie of somebody who opened the desk's own link
proxied   who it is, behind a proxy that knows: the name in its header
"""
