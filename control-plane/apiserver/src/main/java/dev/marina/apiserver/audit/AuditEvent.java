package dev.marina.apiserver.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.status.StatusMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One record, captured: what is cheap to keep, until it is rendered. apiserver's pkg/apis/audit/v1/types.go
///
/// @param status of the answer, 0 before there is one
/// @param bodies for levels that want them
record AuditEvent(AuditedRequest request, Level level, Stage stage, Instant time, int status, Optional<StatusException> failure,
        Map<String, String> annotations,
        Optional<Identity> impersonated, Optional<AuditNotes.Change> change, Bodies bodies) {

    static final String API_VERSION = "audit.k8s.io/v1";
    /// The change that a write made, in the cluster's log.
    static final String CHANGE = "audit.marina.dev/change";
    /// What led to the request, the nearest first.
    static final String CAUSES = "audit.marina.dev/causes";
    /// How many records before this one were lost.
    static final String LOST = "audit.marina.dev/lost";
    private static final String TRUNCATED = "audit.k8s.io/truncated";

    private static final JsonFactory JSON = Document.mapper().getFactory();
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /// What was sent and answered. Trees are read when the record is rendered.
    ///
    /// @param truncated whether there is more than a record takes
    record Bodies(Optional<Body.Bytes> request, Optional<byte[]> response, boolean omitManagedFields, boolean truncated) {

        static final Bodies NONE = new Bodies(Optional.empty(), Optional.empty(), false, false);

        int weight() {
            return request.map(sent -> sent.content().length).orElse(0) + response.map(bytes -> bytes.length).orElse(0);
        }
    }

    int weight() {
        return request.weight() + bodies.weight()
                + annotations.entrySet().stream().mapToInt(entry -> 64 + 2 * (entry.getKey().length() + entry.getValue().length())).sum();
    }

    /// @param causes what led to the request, the nearest first
    /// @param lost records before this one
    byte[] rendered(List<Cause> causes, long lost) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            text(json, "kind", "Event");
            text(json, "apiVersion", API_VERSION);
            text(json, "level", level.wire());
            text(json, "auditID", request.id());
            text(json, "stage", stage.wire());
            text(json, "requestURI", request.uri());
            text(json, "verb", request.target().verb());
            user(json, "user", request.identity());
            if (impersonated.isPresent()) {
                user(json, "impersonatedUser", impersonated.get());
            }
            if (!request.address().isEmpty()) {
                json.writeArrayFieldStart("sourceIPs");
                json.writeString(request.address());
                json.writeEndArray();
            }
            textUnlessEmpty(json, "userAgent", request.userAgent());
            if (request.target() instanceof Target.Resource resource) {
                object(json, resource);
            }
            if (status != 0) {
                status(json);
            }
            body(json, "requestObject", bodies.request().flatMap(BodyTrees::tree));
            body(json, "responseObject", bodies.response().flatMap(BodyTrees::json));
            text(json, "requestReceivedTimestamp", MICROS.format(request.received()));
            text(json, "stageTimestamp", MICROS.format(time));
            annotations(json, causes, lost);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void user(JsonGenerator json, String field, Identity identity) throws IOException {
        json.writeObjectFieldStart(field);
        text(json, "username", identity.user());
        textUnlessEmpty(json, "uid", identity.uid());
        texts(json, "groups", identity.groups());
        if (!identity.extra().isEmpty()) {
            json.writeObjectFieldStart("extra");
            for (Map.Entry<String, List<String>> extra : identity.extra().entrySet()) {
                texts(json, extra.getKey(), extra.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void object(JsonGenerator json, Target.Resource target) throws IOException {
        json.writeObjectFieldStart("objectRef");
        text(json, "resource", target.resource().resource());
        textUnlessEmpty(json, "namespace", target.namespace());
        textUnlessEmpty(json, "name",
                target.name().isEmpty() && target.verb().equals("create") ? change.map(AuditNotes.Change::name).orElse("") : target.name());
        textUnlessEmpty(json, "uid", change.map(AuditNotes.Change::uid).orElse(""));
        textUnlessEmpty(json, "apiGroup", target.resource().group());
        text(json, "apiVersion", target.resource().version());
        textUnlessEmpty(json, "subresource", target.subresource());
        json.writeEndObject();
    }

    private void status(JsonGenerator json) throws IOException {
        if (failure.isEmpty()) {
            json.writeObjectFieldStart("responseStatus");
            json.writeObjectFieldStart("metadata");
            json.writeEndObject();
            json.writeNumberField("code", status);
            json.writeEndObject();
            return;
        }
        ObjectNode said = StatusMapper.document(failure.get()).root();
        said.remove(List.of("kind", "apiVersion"));
        if (Secrecy.holdsSecrets(request.target()) && (status == 400 || status == 422)) {
            // It may repeat what was sent.
            said.remove(List.of("message", "details"));
        }
        body(json, "responseStatus", Optional.of(said));
    }

    private void body(JsonGenerator json, String field, Optional<JsonNode> tree) throws IOException {
        if (tree.isEmpty()) {
            return;
        }
        if (bodies.omitManagedFields() && tree.get() instanceof ObjectNode object) {
            withoutManagedFields(object);
            object.path("items").forEach(item -> withoutManagedFields(item));
        }
        json.writeFieldName(field);
        Document.mapper().writeTree(json, Secrecy.withoutTokens(tree.get()));
    }

    private static void withoutManagedFields(JsonNode object) {
        if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
    }

    private void annotations(JsonGenerator json, List<Cause> causes, long lost) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(annotations);
        change.ifPresent(made -> all.put(CHANGE, Long.toString(made.version())));
        if (!causes.isEmpty()) {
            all.put(CAUSES, String.join(" ", causes.stream().map(Cause::value).toList()));
        }
        if (lost > 0) {
            all.put(LOST, Long.toString(lost));
        }
        if (bodies.truncated()) {
            all.put(TRUNCATED, "true");
        }
        if (all.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("annotations");
        for (Map.Entry<String, String> annotation : all.entrySet()) {
            text(json, annotation.getKey(), annotation.getValue());
        }
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(Secrecy.withoutTokens(value));
        }
        json.writeEndArray();
    }

    private static void textUnlessEmpty(JsonGenerator json, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            text(json, field, value);
        }
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        json.writeStringField(field, Secrecy.withoutTokens(value));
    }
}
