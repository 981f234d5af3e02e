package dev.marina.net.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.ReentrantLock;

/// [Nftables] by libnftables in this process. The context keeps the namespace of the thread that made it.
final class LibNftables implements Nftables {

    private static final int NFT_CTX_OUTPUT_JSON = 1 << 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = library();
    private static final MethodHandle NEW = handle("nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle FREE = handle("nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle BUFFER_OUTPUT = handle("nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle BUFFER_ERROR = handle("nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle OUTPUT = handle("nft_ctx_get_output_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ERROR = handle("nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle SET_FLAGS = handle("nft_ctx_output_set_flags", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle RUN = handle("nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private final MemorySegment context;
    /// Guards the context, which libnftables allows to one thread at a time.
    private final ReentrantLock use = new ReentrantLock();
    private boolean closed;

    LibNftables() {
        try {
            context = (MemorySegment) NEW.invokeExact(0);
            int _ = (int) BUFFER_OUTPUT.invokeExact(context);
            int _ = (int) BUFFER_ERROR.invokeExact(context);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot start libnftables", t);
        }
    }

    private static SymbolLookup library() {
        try {
            return SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("libnftables.so.1 is missing; apt-get install libnftables1 brings it", e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), descriptor);
    }

    @Override
    public void apply(String commands) {
        run(commands, 0);
    }

    @Override
    public String query(String command, boolean json) {
        return run(command, json ? NFT_CTX_OUTPUT_JSON : 0);
    }

    private String run(String commands, int flags) {
        use.lock();
        try (Arena arena = Arena.ofConfined()) {
            if (closed) {
                throw new IllegalStateException("the namespace's nftables context is closed");
            }
            SET_FLAGS.invokeExact(context, flags);
            int result = (int) RUN.invokeExact(context, arena.allocateFrom(commands));
            String output = text((MemorySegment) OUTPUT.invokeExact(context));
            String error = text((MemorySegment) ERROR.invokeExact(context));
            if (result != 0) {
                throw new NftablesException("nftables refused: " + error.strip());
            }
            return output;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        } finally {
            use.unlock();
        }
    }

    private static String text(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }

    @Override
    public void close() {
        use.lock();
        try {
            if (!closed) {
                closed = true;
                FREE.invokeExact(context);
            }
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        } finally {
            use.unlock();
        }
    }
}
