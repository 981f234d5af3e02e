package dev.marina.apiserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.apiserver.http.Target;
import java.util.Set;
import java.util.regex.Pattern;

/// What no record says, whatever the policy.
final class Secrecy {

    /// Types that are made of secrets: neither what was sent nor what was answered is recorded of them.
    private static final Set<String> SECRET = Set.of("secrets", "serviceaccounts/token", "tokenreviews.authentication.k8s.io");

    /// How a JSON Web Token begins, wherever somebody put it.
    private static final String TOKEN = "eyJ";
    /// What may be one. Possessive and looked at once: the texts are a tenant's, and one thread reads them for all.
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_.-]++");

    private Secrecy() {}

    static boolean holdsSecrets(Target target) {
        return target instanceof Target.Resource resource && (SECRET.contains(resource.groupResource().toString())
                || SECRET.contains(resource.groupResource() + "/" + resource.subresource()));
    }

    static String withoutTokens(String text) {
        return text.contains(TOKEN) ? RUN.matcher(text).replaceAll(run -> hidden(run.group())) : text;
    }

    /// From the first beginning that two dots follow.
    private static String hidden(String run) {
        int begin = run.indexOf(TOKEN);
        int dot = begin < 0 ? -1 : run.indexOf('.', begin);
        return dot >= 0 && run.indexOf('.', dot + 1) >= 0 ? run.substring(0, begin) + "***" : run;
    }

    /// Changes the tree.
    static JsonNode withoutTokens(JsonNode node) {
        switch (node) {
            case ObjectNode object -> object.properties().forEach(field -> field.setValue(withoutTokens(field.getValue())));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, withoutTokens(array.get(i)));
                }
            }
            case TextNode text when text.asText().contains(TOKEN) -> {
                return TextNode.valueOf(withoutTokens(text.asText()));
            }
            default -> {
            }
        }
        return node;
    }
}
