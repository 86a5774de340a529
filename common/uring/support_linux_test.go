package uring

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestStructsAreTheKernels(t *testing.T) {
	require.EqualValues(t, 64, unsafe.Sizeof(Entry{}))
	require.EqualValues(t, 16, unsafe.Sizeof(Completion{}))
	require.EqualValues(t, 120, unsafe.Sizeof(params{}))
	require.EqualValues(t, 24, unsafe.Sizeof(getEventsArg{}))
	require.EqualValues(t, 16, unsafe.Sizeof(resourceUpdate{}))
	require.EqualValues(t, 40, unsafe.Sizeof(bufferReg{}))
	require.EqualValues(t, 16, unsafe.Sizeof(buffer{}))
	require.EqualValues(t, 14, unsafe.Offsetof(buffer{}.tail))
	require.EqualValues(t, 32, unsafe.Offsetof(Entry{}.UserData))
	require.EqualValues(t, 44, unsafe.Offsetof(Entry{}.optLen))
}

func TestARefusalIsToldInPlainWords(t *testing.T) {
	for err, want := range map[error]string{
		unix.ENOSYS: "ENOSYS", unix.EPERM: "", unix.ENOMEM: "ulimit -l",
	} {
		require.Contains(t, refusal(fmt.Errorf("io_uring_setup: %w", err)).Error(), want)
	}
	require.Contains(t, forbidden("2").Error(), "sysctl kernel.io_uring_disabled=0")
	require.Contains(t, forbidden("1").Error(), "kernel.io_uring_group")
	require.Contains(t, forbidden("").Error(), "sandbox")
	require.Equal(t, unix.EBADF, refusal(unix.EBADF))
}

// A kernel is called old only if it says so itself.
func TestOnlyEINVALMeansTooOld(t *testing.T) {
	for errno, want := range map[unix.Errno]string{
		unix.EINVAL: "Linux 5.19", unix.ENOMEM: unix.ENOMEM.Error(), unix.EPERM: unix.EPERM.Error(),
	} {
		told := orTooOld(fmt.Errorf("io_uring_register of buffers: %w", errno), "rings", "5.19").Error()
		require.Contains(t, told, want)
		require.Equal(t, errno == unix.EINVAL, strings.Contains(told, "lacks"), told)
	}
}

func TestWhatIsLackingIsListed(t *testing.T) {
	full := Support{Features: SingleIssuer | DeferTaskrun | CoopTaskrun | RegisteredRing | MultishotReceive | ReceiveLimit}
	require.Empty(t, full.Lacks())
	require.Len(t, Support{}.Lacks(), 6)
	old := Support{Features: SingleIssuer | CoopTaskrun | RegisteredRing | MultishotReceive}
	require.Equal(t, []string{
		"without a limit of a multishot receive (Linux 6.17): what one turn receives is bounded by the kernel's 32 buffers",
		"without IORING_SETUP_DEFER_TASKRUN (Linux 6.1): completions come in smaller batches",
	}, old.Lacks())
}

// What is found out here is for the reader of the output: it depends on the kernel.
func TestWhatThisKernelHas(t *testing.T) {
	support := Check()
	if support.Err != nil {
		t.Skip(support.Err)
	}
	t.Logf("features %06b; %q", support.Features, support.Lacks())
	r := openTest(t, Options{})
	require.Equal(t, support.Features&(SingleIssuer|DeferTaskrun|CoopTaskrun), r.Features()&(SingleIssuer|DeferTaskrun|CoopTaskrun))
	require.Zero(t, openTest(t, Options{Without: RegisteredRing}).Features()&RegisteredRing)
}
