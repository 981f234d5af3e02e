package dev.marina.console.clusters;

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

/// `/kubeconfig/<tenant>/<cluster>` as a download.
@WebServlet("/kubeconfig/*")
public class KubeconfigServlet extends HttpServlet {

    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})");

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
            String yaml = Console.of(getServletContext()).tenancy().kubeconfig(person.get(), path.group(1), path.group(2));
            response.setContentType("application/yaml");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Disposition", "attachment; filename=\"%s-%s.yaml\"".formatted(path.group(1), path.group(2)));
            response.getWriter().write(yaml);
        } catch (Person.LoginOver _) {
            response.sendRedirect("/logout");
        } catch (Refused refused) {
            response.sendError(refused.status());
        }
    }
}
