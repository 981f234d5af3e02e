package dev.marina.helm;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// The command: does one thing and ends.
public final class HelmMain {

    private static final String HELP = """
            helm create NAME | lint CHART | package CHART | dependency build|update|list CHART | template [NAME] CHART
            helm install NAME CHART | upgrade NAME CHART | rollback NAME [REVISION] | uninstall NAME
            helm list | status NAME | history NAME | get values NAME | version

            Options: -n NAMESPACE, -f FILE, --set KEY=VALUE, --install, --create-namespace, --wait, --atomic, --dry-run, --reuse-values, --reset-values,
            --keep-history, -A, -a, --max N, --revision N, --timeout SECONDS, --version V, --description TEXT, --kubeconfig FILE

            This is Helm's own library. What its command does and this does not: repositories, plugins, and hooks of a rollback.
            """;

    private HelmMain() {}

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... given) {
        try {
            Arguments arguments = Arguments.of(given);
            if (arguments.words().isEmpty() || arguments.has("--help") || arguments.words().getFirst().equals("help")) {
                out.print(HELP);
                return 0;
            }
            out.print(answer(arguments));
            return 0;
        } catch (Arguments.Unusable | IllegalStateException | IOException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("Error: interrupted");
            return 1;
        }
    }

    private static String answer(Arguments arguments) throws IOException, InterruptedException {
        Releases releases = new Releases(arguments);
        return switch (arguments.words().getFirst()) {
            case "version" -> Helm.version().call() + "\n";
            case "create" -> Charts.create(arguments);
            case "lint" -> Charts.lint(chart(arguments, 1));
            case "package" -> Charts.pack(chart(arguments, 1), arguments);
            case "dependency", "dep" -> Charts.dependency(arguments);
            case "template" -> releases.template();
            case "install" -> releases.install(arguments.word(1, "NAME"), chart(arguments, 2));
            case "upgrade" -> releases.upgrade(arguments.word(1, "NAME"), chart(arguments, 2));
            case "rollback" -> releases.rollback(arguments.word(1, "NAME"), arguments.words().size() > 2 ? arguments.words().get(2) : "0");
            case "uninstall", "delete" -> releases.uninstall(arguments.word(1, "NAME"));
            case "list", "ls" -> releases.list();
            case "status" -> releases.status(arguments.word(1, "NAME"));
            case "history" -> releases.history(arguments.word(1, "NAME"));
            case "get" -> {
                if (!arguments.word(1, "values").equals("values")) {
                    throw new Arguments.Unusable("helm get has values alone, not %s".formatted(arguments.words().get(1)));
                }
                yield releases.values(arguments.word(2, "NAME"));
            }
            case String other -> throw new Arguments.Unusable("there is no command %s; helm help says which there are".formatted(other));
        };
    }

    static Path chart(Arguments arguments, int index) {
        return Path.of(arguments.word(index, "CHART"));
    }

    /// Columns as wide as what is in them.
    static String table(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
                line.append(i + 1 == row.size() ? row.get(i) : row.get(i) + " ".repeat(width - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
