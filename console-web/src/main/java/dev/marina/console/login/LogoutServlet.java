package dev.marina.console.login;

import dev.marina.console.Console;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Ends the session here and at Keycloak, in two steps: the first answers with a page of its own, which takes the place of the console's page.
/// Otherwise that page would learn by its push connection that the session is gone, load itself anew, and so cut off the way to
/// Keycloak, where the person would stay logged in.
@WebServlet("/logout")
public class LogoutServlet extends HttpServlet {

    private static final String END = "end";
    private static final String LEAVING = """
            <!doctype html><html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/logout?end"><title>Marina</title></head>
            <body><a href="/logout?end">…</a></body></html>
            """;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!END.equals(request.getQueryString())) {
            response.setContentType("text/html;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.getWriter().write(LEAVING);
            return;
        }
        HttpSession session = request.getSession(false);
        Optional<Person> person = Person.in(session);
        if (session != null) {
            session.invalidate();
        }
        if (person.isEmpty()) {
            response.sendRedirect("/");
            return;
        }
        Console console = Console.of(getServletContext());
        response.sendRedirect(console.config().issuer() + "/protocol/openid-connect/logout?client_id=" + LoginRequest.CLIENT
                + "&id_token_hint=" + person.get().idToken()
                + "&post_logout_redirect_uri=" + URLEncoder.encode(console.config().consoleUrl() + "/", StandardCharsets.UTF_8));
    }
}
