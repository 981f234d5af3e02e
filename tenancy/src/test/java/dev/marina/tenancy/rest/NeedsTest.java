package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NeedsTest {

    @Test
    void everyOperationOnATenantSaysWhatItNeeds() {
        for (Class<?> resource : RestApplication.RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                boolean operation = Arrays.stream(method.getAnnotations())
                        .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
                Path own = method.getAnnotation(Path.class);
                String path = resource.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
                assertTrue(!operation || !path.contains("{tenant}") || method.isAnnotationPresent(Needs.class),
                        resource.getSimpleName() + "." + method.getName());
            }
        }
    }
}
