"""The Flask application: resources, pages, one shape for every error."""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from webapp import pages
from webapp.api import asking, data, demos, images, links, runs, session, states
from webapp.api.site import Site
from webapp.errors import STATUS_CODES, Problem, of_store
from webapp.errors.page import error_page
from webapp.logs import log
from webapp.runs.interface import Refused

ROOT = Path(__file__).resolve().parents[2]
SMALL = 1000  # bytes: below this compression gains nothing


def build(site: Site) -> Flask:
    """The application around an opened site."""
    app = Flask("webapp", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["SITE"] = site
    app.config["MAX_CONTENT_LENGTH"] = None  # the front has read and measured every body
    app.before_request(asking.prepare)
    app.after_request(_squeeze)
    app.after_request(_complete)
    app.register_error_handler(Problem, _refuse)
    app.register_error_handler(Refused, _refuse_run)
    app.register_error_handler(HTTPException, _translate)
    app.register_error_handler(Exception, _break)
    for resource in (session, demos, runs, images, states, links, data):
        app.register_blueprint(resource.bp)
    app.register_blueprint(pages.bp)
    return app


def _squeeze(response: Response) -> Response:
    """Pages and JSON are text: gzip them for whoever takes it."""
    text = response.mimetype in ("text/html", "application/json")
    if not text or response.is_streamed or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= SMALL and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 5))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _complete(response: Response) -> Response:
    """Set the cookie of a new browser; answers of the API are of this moment."""
    identity = g.get("identity")
    if identity is not None and identity.fresh:
        cookie = asking.site().identities.cookie(identity, secure=request.is_secure)
        response.headers.add("Set-Cookie", cookie)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refuse(problem: Problem) -> Response:
    if request.path.startswith("/api/"):
        response = jsonify(problem.to_json(asking.lang()))
    else:
        page = error_page(problem, asking.lang(), request.path, asking.query())
        response = Response(page, mimetype="text/html")
    response.status_code = problem.status
    response.headers.update(problem.headers)
    return response


def _refuse_run(refused: Refused) -> Response:
    return _refuse(of_store(refused))


def _translate(error: HTTPException) -> Response | HTTPException:
    """What Flask itself refuses, in the shape of all other errors."""
    status = error.code or 500
    if status < 400:
        return error
    if status == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
        headers = {"Allow": allowed}
        return _refuse(Problem("method", headers=headers, got=request.method, near=allowed))
    if status >= 500:
        return _break(error)
    return _refuse(Problem(STATUS_CODES.get(status, "bad_request")))


def _break(error: Exception) -> Response:
    """Anything else is our fault: a sentence for the reader, the traceback for the log."""
    number = asking.request_number()
    log.error("%s %s broke (%s)", request.method, request.path, number, exc_info=error)
    g.setdefault("lang", "en")
    return _refuse(Problem("internal", got=number))
