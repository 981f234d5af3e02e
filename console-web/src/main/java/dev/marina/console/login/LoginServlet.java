package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.login.KeycloakTokens.Grant;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/// Sends the browser to Keycloak's login page; who is logged in, or has just chosen their password, goes on to where they wanted to go.
@WebServlet("/login")
public class LoginServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LoginSession session = new LoginSession(request.getSession());
        String wanted = session.takeWanted();
        Console console = Console.of(getServletContext());
        if (Person.in(request.getSession()).isPresent() || enteredFirst(request, console)) {
            response.sendRedirect("/" + wanted);
            return;
        }
        LoginRequest login = LoginRequest.to(wanted);
        session.begin(login);
        response.sendRedirect(login.url(console.config().issuer(), console.config().consoleUrl() + "/callback",
                Optional.ofNullable(request.getParameter("email")), Language.of(request).getLanguage().equals("zh") ? "zh-CN" : "en"));
    }

    private static boolean enteredFirst(HttpServletRequest request, Console console) throws IOException {
        Optional<Grant.Granted> granted = FirstLogin.take(request.getSession());
        if (granted.isPresent()) {
            Person.enter(request, IdToken.parse(granted.get().id()), granted.get(), console.keycloak());
        }
        return granted.isPresent();
    }
}
