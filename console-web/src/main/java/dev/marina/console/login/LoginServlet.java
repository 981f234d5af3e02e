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

    private static final String ENTER = "enter";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Console console = Console.of(getServletContext());
        LoginSession session = new LoginSession(request.getSession());
        Optional<Grant.Granted> first = first(request, console);
        if (Person.in(request.getSession()).isEmpty() && first.isPresent()) {
            if (request.getParameter(ENTER) == null) {
                Leaving.by("/login?first=" + request.getParameter("first") + "&" + ENTER, response);
                return;
            }
            Person.enter(request, IdToken.parse(first.get().id()), first.get(), console);
        }
        String wanted = session.takeWanted();
        if (Person.in(request.getSession()).isPresent()) {
            response.sendRedirect("/" + wanted);
            return;
        }
        LoginRequest login = LoginRequest.to(wanted);
        session.begin(login);
        response.sendRedirect(login.url(console.config().issuer(), console.config().consoleUrl() + "/callback",
                Optional.ofNullable(request.getParameter("email")), Language.of(request).getLanguage().equals("zh") ? "zh-CN" : "en"));
    }

    private static Optional<Grant.Granted> first(HttpServletRequest request, Console console) {
        String ticket = request.getParameter("first");
        return ticket == null ? Optional.empty() : console.firstLogins().find(ticket, request.getRequestedSessionId());
    }
}
