package dev.marina.console.login;

import dev.marina.console.Console;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/// Sends the browser to Keycloak's login page; who is logged in goes on to where they wanted to go.
@WebServlet("/login")
public class LoginServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LoginSession session = new LoginSession(request.getSession());
        String wanted = session.takeWanted();
        if (Person.in(request.getSession()).isPresent()) {
            response.sendRedirect("/" + wanted);
            return;
        }
        Console console = Console.of(getServletContext());
        LoginRequest login = LoginRequest.to(wanted);
        session.begin(login);
        response.sendRedirect(login.url(console.config().issuer(), console.config().consoleUrl() + "/callback",
                Optional.ofNullable(request.getParameter("email")), Language.of(request).getLanguage().equals("zh") ? "zh-CN" : "en"));
    }
}
