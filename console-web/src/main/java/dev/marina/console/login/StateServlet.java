package dev.marina.console.login;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Answers as soon as the console is deployed: for those who wait for it.
@WebServlet("/login-state")
public class StateServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.getWriter().write("{\"loggedIn\":%s}".formatted(Person.in(request.getSession(false)).isPresent()));
    }
}
