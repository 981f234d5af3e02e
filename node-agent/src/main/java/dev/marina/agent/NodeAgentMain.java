package dev.marina.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `NodeAgentMain --config=<file>` runs the agent until it is told to end; `NodeAgentMain cleanup --config=<file>` removes
/// everything of this instance from the machine.
public final class NodeAgentMain {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAgentMain.class);
    private static final String CONFIG = "--config=";
    /// gRPC logs through java.util.logging, whose loggers are forgotten unless somebody holds them.
    private static final java.util.logging.Logger GRPC_LOG = java.util.logging.Logger.getLogger("io.grpc");

    private NodeAgentMain() {}

    public static void main(String[] args) throws Exception {
        GRPC_LOG.setLevel(java.util.logging.Level.WARNING);
        List<String> words = Arrays.asList(args);
        AgentConfig config = load(words);
        LOG.atInfo().addKeyValue("config", config).log("configuration");
        if (words.contains("cleanup")) {
            Cleanup.run(config);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        NodeAgent agent = new NodeAgent(config);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            agent.close();
            ended.countDown();
        }));
        ended.await();
    }

    private static AgentConfig load(List<String> words) throws IOException {
        String file = words.stream().filter(word -> word.startsWith(CONFIG)).map(word -> word.substring(CONFIG.length())).findFirst().orElse(null);
        if (file == null) {
            System.err.println("usage: NodeAgentMain [cleanup] --config=<file>");
            System.exit(2);
        }
        try {
            return AgentConfig.load(Path.of(file));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            throw wrong;
        }
    }
}
