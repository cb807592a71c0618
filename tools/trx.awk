# Tells what a test results file (trx, as `dotnet test` writes it) says: a line for the project, the reason of each skipped
# test, each failure in full. Variables: project, its name; counts, the file that gets "passed failed skipped". A run that was
# aborted (the host crashed, or the time was over) counts as one failure more. Prints nothing of a project without tests.

BEGIN { RS = "<UnitTestResult "; passed = failed = skipped = 0; text = "" }

NR == 1 { seconds = between("<Times ", "/>") ; if (index($0, "<ResultSummary")) summary = $0; next }

{
    if ((at = index($0, "</Results>")) > 0) {
        summary = substr($0, at)
        $0 = substr($0, 1, at - 1)
    }
    outcome = between("outcome=\"", "\"")
    name = plain(between("testName=\"", "\""))
    if (outcome == "Passed") {
        passed++
    } else if (outcome == "NotExecuted") {
        skipped++
        reason = plain(between("<Message>", "</Message>"))
        text = text "    skipped " name ": " (reason == "" ? "no reason given" : reason) "\n"
    } else {
        failed++
        text = text "    FAILED " name "\n" indented(between("<Message>", "</Message>")) indented(between("<StackTrace>", "</StackTrace>"))
        output = between("<StdOut>", "</StdOut>")
        if (output != "") text = text "      its output:\n" indented(output)
    }
}

END {
    # Beside one entry a failed test, the summary has one for what ended the run.
    n = split(summary, info, "<RunInfo ")
    for (i = 2; i <= n; i++) {
        $0 = info[i]
        if (between("outcome=\"", "\"") == "Error" && (why = between("<Text>", "</Text>")) !~ /\[FAIL\]$/) {
            failed++
            text = text "    ABORTED\n" indented(why)
        }
    }
    if (passed + failed + skipped > 0) {
        what = passed " passed"
        if (failed) what = what ", " failed " FAILED"
        if (skipped) what = what ", " skipped " skipped"
        printf "  %-26s %-34s %6.1f s\n%s", project, what, time(seconds, "finish") - time(seconds, "start"), text
    }
    print passed, failed, skipped > counts
}

# What stands between two marks in the record; nothing if the first is not there.
function between(first, last,    at, rest) {
    if ((at = index($0, first)) == 0) return ""
    rest = substr($0, at + length(first))
    return substr(rest, 1, index(rest, last) - 1)
}

function plain(s) {
    gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'", s)
    gsub(/&#x[dD];/, "", s); gsub(/&#x[aA];/, "\n", s); gsub(/&#x9;/, "\t", s); gsub(/&amp;/, "\\&", s)
    return s
}

# The frames of the test framework and of reflection, which say nothing of the test, are left out.
function indented(s) {
    s = plain(s)
    gsub(/(^|\n) *at (Xunit|InvokeStub_|System\.Reflection|System\.RuntimeMethodHandle|System\.Runtime\.CompilerServices)[^\n]*/, "", s)
    sub(/\n+$/, "", s); sub(/^\n+/, "", s)
    if (s == "") return ""
    gsub(/\n/, "\n      ", s)
    return "      " s "\n"
}

# Seconds since midnight of a moment that the run's times name.
function time(times, which,    part, clock) {
    split(times, part, which "=\"")
    split(substr(part[2], 12, 12), clock, ":")
    return clock[1] * 3600 + clock[2] * 60 + clock[3]
}
