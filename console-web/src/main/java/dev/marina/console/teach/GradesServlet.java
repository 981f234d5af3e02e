package dev.marina.console.teach;

import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/grades/<tenant>/<class>` as a download.
@WebServlet("/grades/*")
public class GradesServlet extends HttpServlet {

    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]{1,63})/([a-f0-9-]{36})");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Person> person = Person.in(request.getSession(false));
        if (person.isEmpty()) {
            response.sendRedirect("/login");
            return;
        }
        Matcher path = PATH.matcher(Optional.ofNullable(request.getPathInfo()).orElse(""));
        if (!path.matches()) {
            response.sendError(404);
            return;
        }
        try {
            String csv = Console.of(getServletContext()).tenancy().classes().grades(person.get(), path.group(1), path.group(2));
            response.setContentType("text/csv");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Content-Disposition", "attachment; filename=\"grades-%s.csv\"".formatted(path.group(2)));
            response.getWriter().write(csv);
        } catch (Person.LoginOver _) {
            response.sendRedirect("/logout");
        } catch (Refused refused) {
            response.sendError(refused.status());
        }
    }
}
