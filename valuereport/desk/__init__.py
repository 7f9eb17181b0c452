"""The desk: the actions as web pages, for staff who use no terminal. The only room that knows Starlette.

server        listens on the loopback address or a socket, and opens the browser
application   places and guard -> one ASGI application; how a place's answer becomes a response
guard/        which host, from where, who: what every request passes before any page
place         where a page is: path, who may see it, what it shows, what it does
visit         one request as a page sees it
answers       what a page returns: a page, the way to another one, a file
form          fields as typed values, with errors that stand at the field
frame         templates -> HTML, in the visitor's language
pages/        one file a subject
"""
