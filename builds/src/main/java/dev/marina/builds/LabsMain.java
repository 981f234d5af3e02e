package dev.marina.builds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/// Fetches a repository of labs and says in its log what they are: `==> labs <commit>`, the zip in Base64, `==> end`; or why not, `==> failed <message>`.
/// Whoever ordered it reads that, since the pod may write nothing anywhere.
public final class LabsMain {

    private static final int LINE = 4_000;

    private LabsMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(System.getenv(), Path.of("/workspace/source")));
    }

    static int run(Map<String, String> environment, Path work) throws IOException, InterruptedException {
        try {
            String commit = Checkout.run(environment.getOrDefault("LABS_GIT_URL", ""), environment.getOrDefault("LABS_GIT_REVISION", ""), work);
            byte[] packed = LabPack.of(Context.of(Checkout.below(work, environment.getOrDefault("LABS_PATH", ""))));
            System.out.println("==> labs " + commit);
            System.out.println(Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(packed));
            System.out.println("==> end");
            return 0;
        } catch (BuildFailure failure) {
            System.out.println("==> failed " + failure.getMessage());
            return 1;
        }
    }
}
