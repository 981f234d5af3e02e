package dev.marina.payara;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/// Grizzly, Payara's HTTP server, keeps a request that is over and takes it again for another connection's. When a WebSocket is closed by one thread
/// while another still reads from it, the frames that come late are appended to the body of whoever has its request now: of another person's
/// (https://github.com/eclipse-ee4j/glassfish-grizzly/issues/2228, mended in Grizzly 4.1; Payara 6 has 4.0.2). Here `ThreadCache` keeps nothing, so that
/// what is late ends up with an object that nobody uses any more.
///
/// Called by the JVM alone (`-javaagent`).
public final class NothingIsUsedTwice implements ClassFileTransformer {

    static final String THREAD_CACHE = "org/glassfish/grizzly/ThreadCache";
    static final String KEEP = "putToCache";

    /// Whatever stands there, nothing is kept: `return false`.
    private static final CodeTransform NOTHING = new CodeTransform() {

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            // Left out.
        }

        @Override
        public void atEnd(CodeBuilder code) {
            code.iconst_0().ireturn();
        }
    };

    NothingIsUsedTwice() {}

    /// Before Payara's own main method.
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new NothingIsUsedTwice());
    }

    /// What the JVM would swallow ends it: a Payara that mixes people's requests must not come up.
    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (!THREAD_CACHE.equals(name)) {
            return null;
        }
        try {
            return keepingNothing(bytes);
        } catch (RuntimeException e) {
            System.err.println("Payara's " + name + " is not as it is expected, so that requests could be mixed: " + e);
            Runtime.getRuntime().halt(1);
            return null;
        }
    }

    static byte[] keepingNothing(byte[] bytes) {
        ClassModel cache = ClassFile.of().parse(bytes);
        if (cache.methods().stream().noneMatch(NothingIsUsedTwice::keeps)) {
            throw new IllegalArgumentException("no method " + KEEP + " says whether it keeps");
        }
        return ClassFile.of().transformClass(cache, ClassTransform.transformingMethodBodies(NothingIsUsedTwice::keeps, NOTHING));
    }

    private static boolean keeps(MethodModel method) {
        return method.methodName().equalsString(KEEP) && method.methodTypeSymbol().returnType().equals(ConstantDescs.CD_boolean);
    }
}
