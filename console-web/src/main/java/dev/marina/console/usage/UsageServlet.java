package dev.marina.console.usage;

import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.DownloadServlet;
import jakarta.servlet.annotation.WebServlet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// `/usage/<tenant>` as a download: a table of the newest hours.
@WebServlet("/usage/*")
public class UsageServlet extends DownloadServlet {

    private static final long serialVersionUID = 1L;

    public UsageServlet() {
        super(Pattern.compile("/([a-z0-9-]{1,63})"));
    }

    @Override
    protected Download of(Tenancy tenancy, Person person, MatchResult path) {
        return new Download("text/csv;charset=UTF-8", "%s-usage.csv".formatted(path.group(1)), tenancy.usage().csv(person, path.group(1)));
    }
}
