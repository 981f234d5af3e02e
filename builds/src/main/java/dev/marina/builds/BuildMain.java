package dev.marina.builds;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// Carries out the build that the environment orders, and reports it where the pod's status has it: `{"image": …}` or `{"message": …}`.
public final class BuildMain {

    private static final ObjectMapper JSON = new ObjectMapper();

    private BuildMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(BuildOrder.of(System.getenv())));
    }

    static int run(BuildOrder order) throws IOException, InterruptedException {
        try {
            String image = new Build(order).run();
            System.out.println("==> " + image);
            Files.writeString(order.report(), JSON.writeValueAsString(Map.of("image", image)));
            return 0;
        } catch (BuildFailure failure) {
            return failed(order, failure.getMessage());
        } catch (IOException failure) {
            return failed(order, "the build cannot go on: " + failure.getMessage());
        }
    }

    /// Where a full disk does not let the report be written, the log's last line is taken for it, and so nothing is said after it.
    private static int failed(BuildOrder order, String message) throws IOException {
        String report = JSON.writeValueAsString(Map.of("message", message));
        try {
            Files.writeString(order.report(), report);
        } catch (IOException noRoom) {
            System.out.println("the report cannot be written: " + noRoom.getMessage());
        }
        System.out.println("==> " + message);
        return 1;
    }
}
