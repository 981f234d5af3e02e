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

/// Ends the session here and at Keycloak, in two steps: without the first, [Leaving], the person could stay logged in at Keycloak.
@WebServlet("/logout")
public class LogoutServlet extends HttpServlet {

    private static final String END = "end";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!END.equals(request.getQueryString())) {
            Leaving.by("/logout?" + END, response);
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
