package dev.marina.launcher;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// Something a person can act on. Its message is all that they see: what is wrong, and the command or setting that helps.
public final class Complaint extends RuntimeException {
    public Complaint(String message) {
        super(message);
    }

    public Complaint(String message, Throwable cause) {
        super(message, cause);
    }

    /// What the person at the terminal sees of a failure: of anything but a complaint, all of it. The exit code.
    public static int tell(Exception failure, CommandLine command, ParseResult words) {
        if (failure instanceof Complaint complaint) {
            System.err.println("marina: " + complaint.getMessage());
        } else {
            failure.printStackTrace();
        }
        return 1;
    }
}
