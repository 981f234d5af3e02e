package dev.marina.examples;

import java.util.concurrent.Callable;

import dev.marina.examples.demo.Demo;
import dev.marina.launcher.Complaint;
import dev.marina.launcher.Progress;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "Signs up the tenant 'demo' and deploys the first worked example.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Instance instance = Instance.find(Layout.ofEnvironment()).orElseThrow(() -> new Complaint("there is no installation here. First: ./marina up"));
        Demo demo = new Demo(instance, new Progress(System.out)::line);
        String url = demo.deploy();
        System.out.printf("%nThe worked example answers.%n  Application       %s%n  Log in as         %s with the password %s%n", url, Demo.OWNER,
                demo.password());
        return 0;
    }
}
