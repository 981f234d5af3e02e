package dev.marina.launcher;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "test", mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Complaint("`test` is not there yet");
    }
}
