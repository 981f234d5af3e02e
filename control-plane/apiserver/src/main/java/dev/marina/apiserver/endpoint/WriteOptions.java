package dev.marina.apiserver.endpoint;

import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the query of a write says. A client is told everything that is wrong with it at once, as upstream tells it.
///
/// @param manager under whose name fields are tracked
/// @param force whether an apply may take fields from others
record WriteOptions(boolean dryRun, FieldValidation validation, String manager, boolean force) {

    private static final int LONGEST_MANAGER = 128;
    private static final String DRY_RUN_ALL = "All";

    static WriteOptions create(ApiRequest request) {
        return of(request, "CreateOptions", new ArrayList<>());
    }

    static WriteOptions update(ApiRequest request) {
        return of(request, "UpdateOptions", new ArrayList<>());
    }

    static WriteOptions patch(ApiRequest request, PatchType type) {
        List<FieldError> errors = new ArrayList<>();
        if (type != PatchType.APPLY && !request.query().all("force").isEmpty()) {
            errors.add(new FieldError("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch"));
        }
        boolean component = request.peer() instanceof Peer.InProcess;
        if (type == PatchType.APPLY && !component && request.query().text("fieldManager").isEmpty()) {
            errors.add(new FieldError("FieldValueRequired", "fieldManager", "Required value: is required for apply patch"));
        }
        return of(request, "PatchOptions", errors);
    }

    /// What a delete says beside its body.
    static boolean dryRun(ApiRequest request) {
        List<FieldError> errors = new ArrayList<>();
        dryRun(request.query(), errors);
        refuse("DeleteOptions", errors);
        return !request.query().all("dryRun").isEmpty();
    }

    /// As admission is told of them.
    ///
    /// @param kind such as `CreateOptions`
    AdmissionRequest.Asked asked(ResourceDefinition definition, String kind) {
        return new AdmissionRequest.Asked(definition, definition.kind(), dryRun, Document.object("meta.k8s.io/v1", kind).edited(options -> {
            if (dryRun) {
                options.putArray("dryRun").add(DRY_RUN_ALL);
            }
            if (force) {
                options.put("force", true);
            }
            if (!manager.isEmpty()) {
                options.put("fieldManager", manager);
            }
            options.put("fieldValidation", switch (validation) {
                case STRICT -> "Strict";
                case WARN -> "Warn";
                case IGNORE -> "Ignore";
            });
        }));
    }

    private static WriteOptions of(ApiRequest request, String kind, List<FieldError> errors) {
        Query query = request.query();
        manager(query.text("fieldManager"), "fieldManager", errors);
        dryRun(query, errors);
        FieldValidation validation = validation(request, errors);
        refuse(kind, errors);
        String manager = query.text("fieldManager").isEmpty() ? fromUserAgent(request.headers().first("user-agent")) : query.text("fieldManager");
        return new WriteOptions(!query.all("dryRun").isEmpty(), validation, manager, forced(query));
    }

    private static boolean forced(Query query) {
        String force = query.text("force");
        return !query.all("force").isEmpty() && !force.equalsIgnoreCase("false") && !force.equals("0");
    }

    private static void dryRun(Query query, List<FieldError> errors) {
        List<String> values = query.all("dryRun");
        if (values.stream().anyMatch(value -> !value.equals(DRY_RUN_ALL))) {
            errors.add(new FieldError("FieldValueNotSupported", "dryRun", "Unsupported value: %s: supported values: \"All\"".formatted(
                    values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(",", "[", "]")))));
        }
    }

    private static FieldValidation validation(ApiRequest request, List<FieldError> errors) {
        if (request.peer() instanceof Peer.InProcess) {
            return FieldValidation.IGNORE;
        }
        String value = request.query().text("fieldValidation");
        return switch (value) {
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            case "", "Warn" -> FieldValidation.WARN;
            default -> {
                errors.add(new FieldError("FieldValueNotSupported", "fieldValidation",
                        "Unsupported value: \"%s\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"".formatted(value)));
                yield FieldValidation.WARN;
            }
        };
    }

    /// A name of at most 128 bytes, all of them printable.
    static void manager(String name, String field, List<FieldError> errors) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
            errors.add(new FieldError("FieldValueTooLong", field, "Too long: may not be more than %d bytes".formatted(LONGEST_MANAGER)));
        }
        int place = 0;
        for (int character : name.codePoints().toArray()) {
            if (!printable(character)) {
                errors.add(new FieldError("FieldValueInvalid", field, "Invalid value: \"%s\": invalid character U+%04X (at position %d)".formatted(
                        name.replaceAll("\\p{Cntrl}", "?"), character, place)));
            }
            place += new String(Character.toChars(character)).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private static boolean printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /// `kubectl` of `kubectl/v1.36.0 (linux/amd64)`.
    private static String fromUserAgent(String userAgent) {
        int slash = userAgent.indexOf('/');
        String product = slash < 0 ? userAgent : userAgent.substring(0, slash);
        return product.length() <= LONGEST_MANAGER && plain(product) ? product : shortened(product);
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String shortened(String product) {
        StringBuilder name = new StringBuilder();
        int length = 0;
        for (int character : product.codePoints().filter(WriteOptions::printable).toArray()) {
            String text = Character.toString(character);
            length += text.getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST_MANAGER) {
                break;
            }
            name.append(text);
        }
        return name.toString();
    }

    private static void refuse(String kind, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Metadata.invalid("meta.k8s.io", kind, "", errors);
        }
    }
}
