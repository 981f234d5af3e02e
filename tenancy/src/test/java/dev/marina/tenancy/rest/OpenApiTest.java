package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The description that the build generated names the operations that are served, with the bodies that they read. `TenancyDeployment` holds
/// every answer against it.
class OpenApiTest {

    private static JsonNode description;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream file = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            assertNotNull(file, "the build has not generated openapi.yaml");
            description = new YAMLMapper().readTree(file);
        }
    }

    @Test
    void everyOperationIsDescribedAndEveryDescriptionIsServed() {
        Set<String> served = new TreeSet<>();
        operations((name, _) -> served.add(name));
        Set<String> described = new TreeSet<>();
        description.path("paths").properties().forEach(path -> path.getValue().properties().stream().filter(verb -> verb.getValue().has("responses"))
                .forEach(verb -> described.add(verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertEquals(served, described);
    }

    @Test
    void everyBodyIsDescribedWithItsFieldsAndTakesNoOthers() {
        operations((name, method) -> body(method).ifPresent(type -> {
            JsonNode schema = schema(operation(name).path("requestBody").path("content").elements().next().path("schema"));
            Set<String> fields = new TreeSet<>();
            Set<String> required = new TreeSet<>();
            for (RecordComponent field : type.getRecordComponents()) {
                fields.add(field.getName());
                if (field.getAccessor().isAnnotationPresent(NotNull.class)) {
                    required.add(field.getName());
                }
            }

            assertEquals(fields, names(schema.path("properties")), name);
            assertEquals(required, schema.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new)), name);
            assertEquals("false", schema.path("additionalProperties").asText(), name);
        }));
    }

    @Test
    void everyOperationSaysHowItIsRefused() {
        operations((name, _) -> assertTrue(operation(name).path("responses").has("default"), name));
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode operation(String name) {
        String[] parts = name.split(" ");
        return description.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    private static JsonNode schema(JsonNode given) {
        return given.has("$ref") ? description.at(given.path("$ref").asText().substring(1)) : given;
    }

    private static Optional<Class<?>> body(Method method) {
        return Arrays.stream(method.getParameterTypes()).<Class<?>>map(type -> type).filter(Class::isRecord).findFirst();
    }

    private static void operations(java.util.function.BiConsumer<String, Method> each) {
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                Operation operation = method.getAnnotation(Operation.class);
                verb(method).filter(_ -> operation == null || !operation.hidden()).ifPresent(verb -> each.accept(verb + " " + path(resource, method), method));
            }
        }
    }

    private static String path(Class<?> resource, Method method) {
        String own = method.isAnnotationPresent(Path.class) ? "/" + method.getAnnotation(Path.class).value() : "";
        return ("/" + resource.getAnnotation(Path.class).value() + own).replaceAll("/+", "/");
    }

    private static Optional<String> verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }
}
