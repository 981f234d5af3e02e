package dev.marina.e2e;

import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/// Gives tests the one instance of the run; it is started for the first and removed after the last. A test that fails says in the first line of
/// its message what the instance warned of meanwhile: often all that is left when the instance is gone.
final class MarinaExtension implements ParameterResolver, AfterAllCallback, BeforeTestExecutionCallback, TestExecutionExceptionHandler {

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(MarinaExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Marina.class;
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Marina marina = marina(context);
        if (marina != null) {
            context.getStore(HERE).put(Logs.class, Logs.fromNow(marina.logs()));
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Logs logs = context.getStore(HERE).get(Logs.class, Logs.class);
        if (logs == null || thrown instanceof TestAbortedException) {
            throw thrown;
        }
        String message = String.valueOf(thrown.getMessage()).lines().map(String::strip).collect(Collectors.joining(" "));
        throw new AssertionError(message + " | warned meanwhile: " + String.join("; ", logs.warnings()), thrown);
    }

    /// After a class of tests nobody needs its tenants any more.
    @Override
    public void afterAll(ExtensionContext context) {
        Marina marina = marina(context);
        if (marina != null && !context.getRequiredTestClass().isMemberClass()) {
            marina.clear();
        }
    }

    private static Marina marina(ExtensionContext context) {
        return context.getRoot().getStore(HERE).get(Marina.class, Marina.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(HERE).getOrComputeIfAbsent(Marina.class, _ -> Marina.start(), Marina.class);
    }
}
