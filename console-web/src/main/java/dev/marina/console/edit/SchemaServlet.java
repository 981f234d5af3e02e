package dev.marina.console.edit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.Console;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.Person;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/// `/schema/<tenant>/<cluster>?group=&version=&kind=`: what an editor has to know of a kind, as the cluster itself says it to this person.
@WebServlet("/schema/*")
public class SchemaServlet extends HttpServlet {

    private static final Pattern CLUSTER = Pattern.compile("/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{0,253}");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Person> person = Person.in(request.getSession(false));
        if (person.isEmpty()) {
            response.sendError(401);
            return;
        }
        var cluster = CLUSTER.matcher(Optional.ofNullable(request.getPathInfo()).orElse(""));
        String group = parameter(request, "group");
        String version = parameter(request, "version");
        String kind = parameter(request, "kind");
        if (!cluster.matches() || version.isEmpty() || kind.isEmpty()) {
            response.sendError(404);
            return;
        }
        try {
            ClusterApi api = new ClusterApi(Console.of(getServletContext()).http(), person.get(), cluster.group(1), cluster.group(2));
            Optional<ObjectNode> schema = Schemas.of(api.read(Schemas.path(group, version)), group, version, kind);
            if (schema.isEmpty()) {
                response.sendError(404);
                return;
            }
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "private, max-age=60");
            response.getWriter().write(schema.get().toString());
        } catch (TableSource.Refusal refusal) {
            response.sendError(refusal.status() == 403 || refusal.status() == 404 ? refusal.status() : 502);
        } catch (TableSource.LoginEnded _) {
            response.sendError(401);
        }
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = Optional.ofNullable(request.getParameter(name)).orElse("");
        return NAME.matcher(value).matches() ? value : "";
    }
}
