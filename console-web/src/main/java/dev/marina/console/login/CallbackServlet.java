package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.login.KeycloakTokens.Grant;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Where Keycloak sends the browser back to.
@WebServlet("/callback")
public class CallbackServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String state = request.getParameter("state");
        String code = request.getParameter("code");
        Optional<LoginRequest> login = state == null ? Optional.empty() : new LoginSession(request.getSession()).end(state);
        if (code == null || login.isEmpty()) {
            response.sendRedirect("/");
            return;
        }
        try {
            Console console = Console.of(getServletContext());
            enter(request, login.get(), console, code);
            response.sendRedirect("/" + login.get().wanted());
        } catch (IOException e) {
            LoggerFactory.getLogger(CallbackServlet.class).atWarn().addKeyValue("why", String.valueOf(e.getMessage())).log("login failed");
            response.sendRedirect("/?login=failed");
        }
    }

    private static void enter(HttpServletRequest request, LoginRequest login, Console console, String code) throws IOException {
        Grant grant = console.keycloak().exchange(code, login.verifier(), console.config().consoleUrl() + "/callback");
        switch (grant) {
            case Grant.Refused(String why) -> throw new IOException("Keycloak refused the code: " + why);
            case Grant.Granted granted -> {
                IdToken token = IdToken.parse(granted.id());
                token.require(console.config().issuer(), login.nonce(), Clock.systemUTC().instant());
                Person.enter(request, token, granted, console);
            }
        }
    }
}
