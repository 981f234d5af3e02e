package dev.marina.csi;

import dev.marina.csi.volume.VolumeStates;
import dev.marina.csi.volume.XfsImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// The driver alone, for any conforming caller: `--endpoint=<socket> --machine=<name> --data=<directory>`.
public final class CsiDriverMain {

    private CsiDriverMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arrays.stream(args).filter(arg -> arg.matches("--[a-z]+=.+"))
                .collect(Collectors.toMap(arg -> arg.substring(2, arg.indexOf('=')), arg -> arg.substring(arg.indexOf('=') + 1)));
        for (String required : new String[] {"endpoint", "machine", "data"}) {
            if (!options.containsKey(required)) {
                System.err.println("usage: CsiDriverMain --endpoint=<socket> --machine=<name> --data=<directory>");
                System.exit(2);
            }
        }
        Path data = Path.of(options.get("data"));
        CsiDriver driver = new CsiDriver(Path.of(options.get("endpoint").replaceFirst("^unix:(//)?", "")), options.get("machine"),
                new VolumeStates(data.resolve("states")), new XfsImages(data.resolve("images")));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(driver::close));
        new CountDownLatch(1).await();
    }
}
