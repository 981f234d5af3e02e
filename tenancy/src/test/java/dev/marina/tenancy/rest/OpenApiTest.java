package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The description and the resources name the same operations.
class OpenApiTest {

    @Test
    void everyOperationIsDescribedAndEveryDescriptionIsServed() throws Exception {
        assertEquals(served(), described());
    }

    private static Set<String> served() {
        Set<String> operations = new TreeSet<>();
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                verb(method).ifPresent(verb -> operations.add(verb + " " + path(resource, method)));
            }
        }
        return operations;
    }

    private static String path(Class<?> resource, Method method) {
        String own = method.isAnnotationPresent(Path.class) ? "/" + method.getAnnotation(Path.class).value() : "";
        // The one path that stands for two.
        return ("/" + resource.getAnnotation(Path.class).value() + own).replace("{path: health|v1/health}", "health");
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

    private static Set<String> described() throws Exception {
        Set<String> operations = new TreeSet<>();
        try (InputStream file = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            JsonNode paths = new YAMLMapper().readTree(file).path("paths");
            paths.properties().forEach(path -> path.getValue().fieldNames()
                    .forEachRemaining(verb -> operations.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        }
        return operations;
    }
}
