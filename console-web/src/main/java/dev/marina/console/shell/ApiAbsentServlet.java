package dev.marina.console.shell;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Paths of the REST API reach the console only while the API is not deployed: they must not be answered with a page.
@WebServlet("/api/*")
public class ApiAbsentServlet extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(503);
        response.setHeader("Retry-After", "5");
        response.setContentType("application/problem+json");
        response.getWriter().write(
                "{\"type\":\"urn:marina:problem:unavailable\",\"title\":\"Not available now\",\"status\":503,\"detail\":\"The REST API is not deployed yet\"}");
    }
}
