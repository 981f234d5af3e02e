package dev.marina.console.login;

import dev.marina.console.Console;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.slf4j.LoggerFactory;

/// Keycloak calls here when a login ends there: by an administrator, a new password, or a logout elsewhere. Its sessions here end too.
@WebServlet("/backchannel-logout")
public class BackchannelLogoutServlet extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Console console = Console.of(getServletContext());
        response.setHeader("Cache-Control", "no-store");
        String given = request.getParameter("logout_token");
        try {
            LogoutToken token = LogoutToken.parse(given == null ? "" : given, console.realmKeys()::find, console.config().issuer(),
                    Clock.systemUTC().instant());
            int ended = console.liveLogins().end(token);
            LoggerFactory.getLogger(BackchannelLogoutServlet.class).atInfo().addKeyValue("sessions", ended).log("Keycloak ended a login");
            response.setStatus(HttpServletResponse.SC_OK);
        } catch (UncheckedIOException e) {
            LoggerFactory.getLogger(BackchannelLogoutServlet.class).atWarn().addKeyValue("why", String.valueOf(e.getCause())).log("logout token not judged");
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } catch (IOException e) {
            LoggerFactory.getLogger(BackchannelLogoutServlet.class).atWarn().addKeyValue("why", String.valueOf(e.getMessage())).log("logout token refused");
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType("application/json");
            response.getWriter().write("{\"error\":\"invalid_request\"}");
        }
    }
}
