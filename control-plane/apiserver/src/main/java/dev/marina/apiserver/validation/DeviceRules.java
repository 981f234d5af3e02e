package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// What makes a claim of devices, and a class of them, valid. pkg/apis/resource/validation/validation.go
public final class DeviceRules {

    static final int MOST_REQUESTS = 32;
    private static final int MOST_PARTS = 32;
    private static final int MOST_ALTERNATIVES = 8;
    private static final int LONGEST_EXPRESSION = 10 * 1024;
    private static final int LONGEST_PARAMETERS = 10 * 1024;
    private static final int LONGEST_IDENTIFIER = 32;
    private static final int LONGEST_DRIVER = 63;
    private static final String NO_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    private final Errors errors;

    DeviceRules(Errors errors) {
        this.errors = errors;
    }

    public static List<FieldError> claim(JsonNode spec, String path) {
        Errors errors = new Errors();
        new DeviceRules(errors).devices(spec.path("devices"), path + ".devices");
        return errors.found();
    }

    public static List<FieldError> deviceClass(JsonNode spec) {
        Errors errors = new Errors();
        DeviceRules rules = new DeviceRules(errors);
        rules.selectors(spec, "spec");
        rules.each(spec.path("config"), "spec.config", MOST_PARTS, rules::configuration);
        String resource = spec.path("extendedResourceName").asText();
        if (spec.has("extendedResourceName") && !extended(resource)) {
            errors.invalid("spec.extendedResourceName", resource, "must be a valid extended resource name");
        }
        return errors.found();
    }

    private static boolean extended(String resource) {
        String domain = resource.substring(0, Math.max(0, resource.indexOf('/')));
        return !domain.isEmpty() && !domain.equals("kubernetes.io") && !domain.endsWith(".kubernetes.io") && !resource.startsWith("requests.")
                && Names.qualified("requests." + resource).isEmpty();
    }

    private void devices(JsonNode devices, String path) {
        Map<String, Set<String>> names = requestNames(devices);
        distinct(devices.path("requests"), "name", path + ".requests");
        each(devices.path("requests"), path + ".requests", MOST_REQUESTS, this::request);
        each(devices.path("constraints"), path + ".constraints", MOST_PARTS, (constraint, at) -> constraint(constraint, at, names));
        each(devices.path("config"), path + ".config", MOST_PARTS, (config, at) -> {
            references(config.path("requests"), at + ".requests", names);
            configuration(config, at);
        });
    }

    /// By each request, the names of its alternatives.
    static Map<String, Set<String>> requestNames(JsonNode devices) {
        Map<String, Set<String>> names = new HashMap<>();
        for (JsonNode request : devices.path("requests")) {
            Set<String> alternatives = new HashSet<>();
            request.path("firstAvailable").forEach(alternative -> alternatives.add(alternative.path("name").asText()));
            names.put(request.path("name").asText(), alternatives);
        }
        return names;
    }

    private void request(JsonNode request, String path) {
        label(request, "name", path);
        boolean exactly = request.path("exactly").isObject();
        boolean alternatives = !request.path("firstAvailable").isEmpty();
        if (!exactly && !alternatives) {
            errors.required(path, "exactly one of `exactly` or `firstAvailable` is required");
        } else if (exactly && alternatives) {
            errors.invalid(path, "null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
        } else if (exactly) {
            amount(request.path("exactly"), path + ".exactly");
        } else {
            distinct(request.path("firstAvailable"), "name", path + ".firstAvailable");
            each(request.path("firstAvailable"), path + ".firstAvailable", MOST_ALTERNATIVES, (alternative, at) -> {
                label(alternative, "name", at);
                amount(alternative, at);
            });
        }
    }

    private void amount(JsonNode request, String path) {
        String deviceClass = request.path("deviceClassName").asText();
        if (deviceClass.isEmpty()) {
            errors.required(path + ".deviceClassName");
        } else {
            errors.invalid(path + ".deviceClassName", deviceClass, Names.dnsSubdomain(deviceClass));
        }
        selectors(request, path);
        long count = request.path("count").asLong();
        switch (request.path("allocationMode").asText()) {
            case "All" -> {
                if (count != 0) {
                    errors.invalid(path + ".count", count, "must not be specified when allocationMode is 'All'");
                }
            }
            case "ExactCount" -> {
                if (count <= 0) {
                    errors.invalid(path + ".count", count, "must be greater than zero");
                }
            }
            default -> errors.notSupported(path + ".allocationMode", request.path("allocationMode").asText(), "All", "ExactCount");
        }
    }

    private void selectors(JsonNode owner, String path) {
        each(owner.path("selectors"), path + ".selectors", MOST_PARTS, (selector, at) -> {
            if (!selector.path("cel").isObject()) {
                errors.required(at + ".cel");
            } else if (selector.path("cel").path("expression").asText().length() > LONGEST_EXPRESSION) {
                errors.tooLong(at + ".cel.expression", LONGEST_EXPRESSION);
            }
        });
    }

    private void constraint(JsonNode constraint, String path, Map<String, Set<String>> names) {
        references(constraint.path("requests"), path + ".requests", names);
        if (constraint.has("matchAttribute")) {
            fullyQualified(constraint.path("matchAttribute").asText(), path + ".matchAttribute");
        } else if (constraint.has("distinctAttribute")) {
            fullyQualified(constraint.path("distinctAttribute").asText(), path + ".distinctAttribute");
        } else {
            errors.required(path, "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
        }
    }

    void references(JsonNode requests, String path, Map<String, Set<String>> names) {
        distinct(requests, "", path);
        each(requests, path, MOST_REQUESTS, (request, at) -> reference(request.asText(), at, names));
    }

    void reference(String name, String path, Map<String, Set<String>> names) {
        String[] parts = name.split("/", -1);
        if (parts.length <= 2) {
            for (String part : parts) {
                errors.invalid(path, part, Names.dnsLabel(part));
            }
        }
        Set<String> alternatives = names.get(parts[0]);
        if (parts.length > 2 || alternatives == null || parts.length == 2 && !alternatives.contains(parts[1])) {
            errors.invalid(path, name, NO_REQUEST);
        }
    }

    void configuration(JsonNode config, String path) {
        JsonNode opaque = config.path("opaque");
        if (!opaque.isObject()) {
            errors.required(path + ".opaque");
            return;
        }
        driver(opaque.path("driver").asText(), path + ".opaque.driver");
        JsonNode parameters = opaque.path("parameters");
        if (parameters.isMissingNode()) {
            errors.required(path + ".opaque.parameters");
        } else if (!parameters.isObject()) {
            errors.invalid(path + ".opaque.parameters", "<value omitted>", "parameters must be a valid JSON object");
        } else if (parameters.toString().length() > LONGEST_PARAMETERS) {
            errors.tooLong(path + ".opaque.parameters", LONGEST_PARAMETERS);
        }
    }

    /// As a CSI driver's.
    void driver(String name, String path) {
        if (name.isEmpty()) {
            errors.required(path);
            return;
        }
        if (name.length() > LONGEST_DRIVER) {
            errors.tooLong(path, LONGEST_DRIVER);
        }
        errors.invalid(path, name, Names.dnsSubdomain(name.toLowerCase(java.util.Locale.ROOT)));
    }

    void label(JsonNode owner, String field, String path) {
        String name = owner.path(field).asText();
        errors.invalid(path + "." + field, name, Names.dnsLabel(name));
    }

    private void fullyQualified(String name, String path) {
        qualified(name, path);
        if (!name.contains("/")) {
            errors.invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    /// `[domain/]identifier`
    void qualified(String name, String path) {
        int slash = name.indexOf('/');
        if (slash == 0) {
            errors.invalid(path, "", "the domain must not be empty");
        } else if (slash > 0) {
            driver(name.substring(0, slash), path);
        }
        String identifier = name.substring(slash + 1);
        if (slash >= 0 && identifier.isEmpty()) {
            errors.invalid(path, "", "the name must not be empty");
            return;
        }
        if (identifier.length() > LONGEST_IDENTIFIER) {
            errors.tooLong(path, LONGEST_IDENTIFIER);
        }
        if (!identifier.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            errors.invalid(path, identifier, "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters"
                    + " or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')");
        }
    }

    /// Beyond its bound a list is not looked at.
    void each(JsonNode list, String path, int most, BiConsumer<JsonNode, String> rule) {
        errors.tooMany(path, list.size(), most);
        for (int i = 0; i < list.size() && list.size() <= most; i++) {
            rule.accept(list.get(i), path + "[" + i + "]");
        }
    }

    /// @param key field of an entry that names it, "" for entries that are names
    void distinct(JsonNode list, String key, String path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String name = key.isEmpty() ? list.get(i).asText() : list.get(i).path(key).asText();
            if (!seen.add(name)) {
                errors.duplicate(path + "[" + i + "]", name);
            }
        }
    }
}
