package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.ProxyBalancing.Part;
import java.util.ArrayList;
import java.util.List;

/// Values by whose hash a pod is chosen, in nginx's words. Who has nothing of what is asked for is led by chance.
final class ProxyKeyText {

    private ProxyKeyText() {}

    static List<String> of(String variable, List<Part> parts) {
        List<String> maps = new ArrayList<>();
        String rest = "";
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            String own = own(maps, variable + "_" + i, part);
            String name = "%s_from_%d".formatted(variable, i);
            String both = rest.isEmpty() ? "$" + own : "${%s}|${%s}".formatted(own, rest);
            // What ends here hides what follows, where there is something.
            maps.addAll(List.of("map $%s $%s {".formatted(own, name), "    default \"%s\";".formatted(part.terminal() || rest.isEmpty() ? "$" + own : both),
                    "    \"\" \"%s\";".formatted(rest.isEmpty() ? "" : part.terminal() ? "$" + rest : both), "}"));
            rest = name;
        }
        // nginx asks no expression about what is empty.
        maps.addAll(List.of("map $%s $%s {".formatted(rest, variable), "    default $%s;".formatted(rest), "    \"\" $request_id;",
                "    \"~^\\\\|+$\" $request_id;", "}"));
        if (parts.stream().anyMatch(part -> part.kind() == ProxyBalancing.Kind.COOKIE)) {
            maps.addAll(List.of("map $%s $px_new_affinity {".formatted(rest), "    default \"\";",
                    "    \"\" \"%s=$request_id; Path=/; HttpOnly\";".formatted(ProxyBalancing.AFFINITY_COOKIE), "}"));
        }
        return maps;
    }

    /// The variable with what the request says.
    private static String own(List<String> maps, String name, Part part) {
        return switch (part.kind()) {
            case ADDRESS -> "remote_addr";
            case HEADER -> RequestConditions.variable(part.name());
            case PARAM -> extracted(maps, name, "args", "~*(?:^|&)" + Paths.literally(part.name()) + "=([^&]*)");
            case COOKIE -> extracted(maps, name, "http_cookie", "~(?:^|;\\s*)" + Paths.literally(part.name()) + "=([^;]+)");
        };
    }

    private static String extracted(List<String> maps, String name, String from, String expression) {
        maps.addAll(List.of("map $%s $%s {".formatted(from, name), "    default \"\";", "    %s $1;".formatted(NginxText.quoted(expression)), "}"));
        return name;
    }
}
