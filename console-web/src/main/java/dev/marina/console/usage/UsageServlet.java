package dev.marina.console.usage;

import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/usage/<tenant>` as a download: a table of the newest hours.
@WebServlet("/usage/*")
public class UsageServlet extends HttpServlet {

    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]{1,63})");

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
        try (InputStream table = Console.of(getServletContext()).tenancy().usage().csv(person.get(), path.group(1))) {
            response.setContentType("text/csv");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Disposition", "attachment; filename=\"%s-usage.csv\"".formatted(path.group(1)));
            table.transferTo(response.getOutputStream());
        } catch (Person.LoginOver _) {
            response.sendRedirect("/logout");
        } catch (Refused refused) {
            response.sendError(refused.status());
        }
    }
}
