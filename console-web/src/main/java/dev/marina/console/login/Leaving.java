package dev.marina.console.login;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// A page that takes the place of the console's page and goes on by itself. For where the session is about to end or to change its id: a page of
/// the console that still stands would learn so by its push connection, load itself anew, and cut off the way to where the browser was going.
/// It has an empty icon, since browsers ask for one beside the next page: with the session that is about to end.
final class Leaving {

    private Leaving() {}

    /// @param next in this console, without anything that came from outside
    static void by(String next, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write("""
                <!doctype html><html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=%1$s"><link rel="icon" href="data:,"><title>Marina</title></head>
                <body><a href="%1$s">…</a></body></html>
                """.formatted(next));
    }
}
