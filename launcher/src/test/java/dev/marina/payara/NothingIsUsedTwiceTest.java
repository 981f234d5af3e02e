package dev.marina.payara;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// With the Grizzly that Payara has.
class NothingIsUsedTwiceTest {

    private static final String CACHE = NothingIsUsedTwice.THREAD_CACHE.replace('/', '.');

    @Test
    void whatIsGivenBackIsNotTakenAgain() throws ReflectiveOperationException {
        assertEquals("kept", takenAgain(UnaryOperator.identity()));
        assertNull(takenAgain(NothingIsUsedTwice::keepingNothing));
    }

    @Test
    void otherClassesStayAsTheyAre() throws IOException {
        assertNull(new NothingIsUsedTwice().transform(null, null, "org/glassfish/grizzly/Connection", null, null, bytes(NothingIsUsedTwice.THREAD_CACHE)));
    }

    @Test
    void aCacheThatIsMadeInAnotherWayIsNotTakenForMended() throws IOException {
        byte[] other = bytes("org/glassfish/grizzly/Connection");

        assertThrows(IllegalArgumentException.class, () -> NothingIsUsedTwice.keepingNothing(other));
    }

    private static Object takenAgain(UnaryOperator<byte[]> change) throws ReflectiveOperationException {
        Class<?> cache = new Changed(change).loadClass(CACHE);
        Method obtain = cache.getMethod("obtainIndex", Class.class, int.class);
        Object index = obtain.invoke(null, String.class, 4);
        cache.getMethod("putToCache", index.getClass(), Object.class).invoke(null, index, "kept");
        return cache.getMethod("takeFromCache", index.getClass()).invoke(null, index);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = NothingIsUsedTwiceTest.class.getClassLoader().getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    /// Grizzly once more, with a cache of its own.
    private static final class Changed extends ClassLoader {

        private final UnaryOperator<byte[]> change;

        Changed(UnaryOperator<byte[]> change) {
            super(NothingIsUsedTwiceTest.class.getClassLoader());
            this.change = change;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.glassfish.grizzly.") || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try {
                byte[] found = bytes(name.replace('.', '/'));
                byte[] bytes = name.equals(CACHE) ? change.apply(found) : found;
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
