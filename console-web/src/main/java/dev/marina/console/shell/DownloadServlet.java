package dev.marina.console.shell;

import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Something of the platform's as a file to keep, passed on as it comes, with what the person who is logged in may see. What is refused them is answered with
/// its status; who is not logged in goes there first.
public abstract class DownloadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final Pattern path;

    /// @param path what has to follow the servlet's own part of the address
    protected DownloadServlet(Pattern path) {
        this.path = path;
    }

    /// @param type a media type
    public record Download(String type, String fileName, InputStream content) {}

    protected abstract Download of(Tenancy tenancy, Person person, MatchResult path);

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Person> person = Person.in(request.getSession(false));
        if (person.isEmpty()) {
            response.sendRedirect("/login");
            return;
        }
        Matcher asked = path.matcher(Optional.ofNullable(request.getPathInfo()).orElse(""));
        if (!asked.matches()) {
            response.sendError(404);
            return;
        }
        try {
            Download download = of(Console.of(getServletContext()).tenancy(), person.get(), asked);
            try (InputStream content = download.content()) {
                response.setContentType(download.type());
                response.setHeader("Cache-Control", "no-store");
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setHeader("Content-Disposition", "attachment; filename=\"%s\"".formatted(download.fileName()));
                content.transferTo(response.getOutputStream());
            }
        } catch (Person.LoginOver _) {
            response.sendRedirect("/logout");
        } catch (Refused refused) {
            response.sendError(refused.status());
        }
    }
}
