package dev.marina.console.clusters;

import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.DownloadServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// `/kubeconfig/<tenant>/<cluster>` as a download.
@WebServlet("/kubeconfig/*")
public class KubeconfigServlet extends DownloadServlet {

    private static final long serialVersionUID = 1L;

    public KubeconfigServlet() {
        super(Pattern.compile("/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})"));
    }

    @Override
    protected Download of(Tenancy tenancy, Person person, MatchResult path) {
        String yaml = tenancy.kubeconfig(person, path.group(1), path.group(2));
        return new Download("application/yaml;charset=UTF-8", "%s-%s.yaml".formatted(path.group(1), path.group(2)),
                new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
