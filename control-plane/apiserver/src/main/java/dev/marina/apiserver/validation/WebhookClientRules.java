package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a webhook is and which reviews it knows, whatever it is asked. apiserver's pkg/util/webhook/validation.go
public final class WebhookClientRules {

    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");
    private static final String FORM = "; desired format: https://host[/path]";
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private WebhookClientRules() {}

    public static void reviewVersions(Errors errors, JsonNode versions, String path) {
        if (versions.isEmpty()) {
            errors.required(path, "must specify one of v1, v1beta1");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asText();
            if (!seen.add(version)) {
                errors.invalid(path + "[" + i + "]", version, "duplicate version");
            } else {
                errors.invalid(path + "[" + i + "]", version, Names.dns1035Label(version));
            }
        }
        if (REVIEWS.stream().noneMatch(seen::contains)) {
            errors.invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }

    public static void client(Errors errors, JsonNode client, String path) {
        boolean byUrl = client.hasNonNull("url");
        boolean byService = client.path("service").isObject();
        if (byUrl == byService) {
            errors.required(path, "exactly one of url or service is required");
        } else if (byUrl) {
            url(errors, client.path("url").asText(), path + ".url");
        } else {
            service(errors, client.path("service"), path + ".service");
        }
    }

    private static void url(Errors errors, String url, String path) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || url.matches(".*[\\s<>\"{}|\\\\^`].*")) {
            errors.required(path, "url must be a valid URL: " + url + FORM);
            return;
        }
        if (!parts.group(1).equalsIgnoreCase("https")) {
            errors.invalid(path, parts.group(1), "'https' is the only allowed URL scheme" + FORM);
        }
        String authority = parts.group(2);
        if (authority.substring(authority.lastIndexOf('@') + 1).isEmpty()) {
            errors.invalid(path, "", "host must be specified" + FORM);
        }
        if (authority.contains("@")) {
            errors.invalid(path, authority.substring(0, authority.lastIndexOf('@')), "user information is not permitted in the URL");
        }
        if (parts.group(5) != null && parts.group(5).length() > 1) {
            errors.invalid(path, parts.group(5).substring(1), "fragments are not permitted in the URL");
        }
        if (parts.group(4) != null && parts.group(4).length() > 1) {
            errors.invalid(path, parts.group(4).substring(1), "query parameters are not permitted in the URL");
        }
    }

    private static void service(Errors errors, JsonNode service, String path) {
        if (service.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        }
        if (service.path("namespace").asText().isEmpty()) {
            errors.required(path + ".namespace");
        }
        long port = service.path("port").asLong();
        if (!Names.port(port).isEmpty()) {
            errors.invalid(path + ".port", port, "port is not valid: " + String.join(", ", Names.port(port)));
        }
        servicePath(errors, service.path("path").asText(""), path + ".path");
    }

    private static void servicePath(Errors errors, String path, String field) {
        if (path.isEmpty() || path.equals("/")) {
            return;
        }
        if (path.equals("//")) {
            errors.invalid(field, path, "segment[0] may not be empty");
            return;
        }
        if (!path.startsWith("/")) {
            errors.invalid(field, path, "must start with a '/'");
        }
        String rest = path.substring(1);
        String[] steps = (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            String segment = "segment[" + i + "]";
            if (steps[i].isEmpty()) {
                errors.invalid(field, path, segment + " may not be empty");
            } else {
                Names.dnsSubdomain(steps[i]).forEach(wrong -> errors.invalid(field, path, segment + ": " + wrong));
            }
        }
    }
}
