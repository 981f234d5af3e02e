package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.settings.ConsoleConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.LoggerFactory;

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
        try {
            person.get().endAtKeycloak();
            response.sendRedirect("/");
        } catch (IOException e) {
            LoggerFactory.getLogger(LogoutServlet.class).atWarn().addKeyValue("why", String.valueOf(e.getMessage()))
                    .log("a login is left to its browser to end");
            response.sendRedirect(byBrowser(Console.of(getServletContext()).config()));
        }
    }

    /// Keycloak asks the person once more then, who is known there by its cookie: nothing that proves who they are stands in the address.
    private static String byBrowser(ConsoleConfig config) {
        return config.issuer() + "/protocol/openid-connect/logout?client_id=" + LoginRequest.CLIENT + "&post_logout_redirect_uri="
                + URLEncoder.encode(config.consoleUrl() + "/", StandardCharsets.UTF_8);
    }
}
