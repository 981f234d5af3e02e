package dev.marina.console.backups;

import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.OfCluster;
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

/// `/backup/<tenant>/<cluster>/<backup>` as a download, passed on as it comes.
@WebServlet("/backup/*")
public class BackupArchiveServlet extends HttpServlet {

    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})");

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
        OfCluster of = new OfCluster(path.group(1), path.group(2));
        try (InputStream archive = Console.of(getServletContext()).tenancy().backups().archive(person.get(), of, path.group(3))) {
            response.setContentType("application/zip");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Disposition", "attachment; filename=\"%s-%s.zip\"".formatted(path.group(1), path.group(3)));
            archive.transferTo(response.getOutputStream());
        } catch (Person.LoginOver _) {
            response.sendRedirect("/logout");
        } catch (Refused refused) {
            response.sendError(refused.status());
        }
    }
}
