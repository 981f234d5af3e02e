package dev.marina.console.backups;

import dev.marina.console.login.Person;
import dev.marina.console.rest.OfCluster;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.DownloadServlet;
import jakarta.servlet.annotation.WebServlet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// `/backup/<tenant>/<cluster>/<backup>` as a download.
@WebServlet("/backup/*")
public class BackupArchiveServlet extends DownloadServlet {

    private static final long serialVersionUID = 1L;

    public BackupArchiveServlet() {
        super(Pattern.compile("/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})/([a-z0-9-]{1,63})"));
    }

    @Override
    protected Download of(Tenancy tenancy, Person person, MatchResult path) {
        return new Download("application/zip", "%s-%s.zip".formatted(path.group(1), path.group(3)),
                tenancy.backups().archive(person, new OfCluster(path.group(1), path.group(2)), path.group(3)));
    }
}
