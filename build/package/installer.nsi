; The installer for Windows: per machine, with the firewall's rules, quietly with /S, over an older one in place. Only what comes with a
; stock NSIS is used. electron-builder gives PRODUCT_NAME, PRODUCT_FILENAME, VERSION, APP_ID and UNINSTALL_APP_KEY, config.ts
; GEZI_APP_FOLDER, beside which lies a .nsh that removes what is in it.
;
; Installer:    Gezi-VERSION-win-x64.exe [/S] [/D=C:\Folder]     (/D is the last one and has no quotes)
;               A folder that holds other things is refused: error level 2.
; Uninstaller:  "Uninstall Gezi.exe" [/S] [/PURGE]               (/PURGE also deletes the history of the user who runs it)
Target amd64-unicode
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!insertmacro GetParameters
!insertmacro GetOptions
!insertmacro GetSize
!insertmacro DirState
!insertmacro GetFileAttributes

!define EXE "${PRODUCT_FILENAME}.exe"
!define UNINSTALLER "Uninstall ${PRODUCT_FILENAME}.exe"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${UNINSTALL_APP_KEY}"

Name "${PRODUCT_NAME}"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\${PRODUCT_FILENAME}"
SetCompressor /FINAL lzma

!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE stayUntilItFits
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION runAsUser
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"
!insertmacro MUI_LANGUAGE "Japanese"

LangString PURGE ${LANG_ENGLISH} "Also delete your messages and settings? They cannot be brought back."
LangString PURGE ${LANG_SIMPCHINESE} "是否同时删除您的消息和设置？删除后无法恢复。"
LangString PURGE ${LANG_TRADCHINESE} "是否同時刪除您的訊息和設定？刪除後無法復原。"
LangString PURGE ${LANG_JAPANESE} "メッセージと設定も削除しますか？元に戻すことはできません。"

LangString FULL ${LANG_ENGLISH} "This folder holds other files. Please choose an empty one."
LangString FULL ${LANG_SIMPCHINESE} "此文件夹中有其他文件，请选择一个空文件夹。"
LangString FULL ${LANG_TRADCHINESE} "此資料夾中有其他檔案，請選擇空的資料夾。"
LangString FULL ${LANG_JAPANESE} "このフォルダーには他のファイルがあります。空のフォルダーを選んでください。"

; The system's own tools by their whole paths: we run as an administrator, and the installer often lies in a folder of downloads.
; A program that runs is asked to end, and ended when it does not.
!macro end
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM "${EXE}"'
  Pop $0
  ${If} $0 == 0
    Sleep 3000
  ${EndIf}
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM "${EXE}" /F'
  Pop $0
!macroend

; Also the rules that Windows made when somebody refused the question of its own.
!macro closeFirewall
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name="${PRODUCT_NAME}"'
  Pop $0
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name=all program="$INSTDIR\${EXE}"'
  Pop $0
!macroend

!macro openFirewall protocol
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall add rule name="${PRODUCT_NAME}" dir=in action=allow program="$INSTDIR\${EXE}" protocol=${protocol} localport=2425,2426 profile=domain,private enable=yes'
  Pop $0
!macroend

Function .onInit
  SetRegView 64
  ; An earlier one is replaced where it is, unless the command line says otherwise.
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $INSTDIR == "$PROGRAMFILES64\${PRODUCT_FILENAME}"
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

; $0 is "full" where things of others lie: uninstalling and the next version clear their own names there. Our usual folder is ours.
Function checkFolder
  StrCpy $0 ""
  ${If} $INSTDIR == "$PROGRAMFILES64\${PRODUCT_FILENAME}"
  ${OrIf} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    Return
  ${EndIf}
  ${DirState} "$INSTDIR" $1
  ${If} $1 == 1
    StrCpy $0 "full"
  ${EndIf}
FunctionEnd

Function stayUntilItFits
  Call checkFolder
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(FULL)"
    Abort
  ${EndIf}
FunctionEnd

; We are an administrator, the program shall be what its user is: his own desktop starts it.
Function runAsUser
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${EXE}"'
FunctionEnd

Section "Gezi"
  SetRegView 64
  Call checkFolder
  ${If} $0 != ""
    SetErrorLevel 2
    Abort "$(FULL)"
  ${EndIf}
  SetShellVarContext all
  !insertmacro end
  ; What an older version had and this one has not would stay for ever.
  RMDir /r "$INSTDIR\resources"
  RMDir /r "$INSTDIR\locales"
  SetOutPath "$INSTDIR"
  ; First, so that the folder of an installation that broke off is known as ours.
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  File /r "$%GEZI_APP_FOLDER%/*"
  CreateShortCut "$SMPROGRAMS\${PRODUCT_NAME}.lnk" "$INSTDIR\${EXE}"
  CreateShortCut "$DESKTOP\${PRODUCT_NAME}.lnk" "$INSTDIR\${EXE}"
  WriteRegStr HKLM "${KEY}" "DisplayName" "${PRODUCT_NAME}"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKLM "${KEY}" "Publisher" "The Gezi authors"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
  !insertmacro closeFirewall
  !insertmacro openFirewall UDP
  !insertmacro openFirewall TCP
  ; Where the policy may lie: with SetShellVarContext all this is ProgramData. Administrators write there, everybody reads.
  ; Everybody may make a folder in ProgramData: one that leads elsewhere is removed, one that a user made beforehand is taken from him.
  StrCpy $R0 "$APPDATA\${PRODUCT_FILENAME}"
  ${GetFileAttributes} "$R0" "REPARSE_POINT" $0
  ${If} $0 == 1
    RMDir "$R0"
  ${EndIf}
  CreateDirectory "$R0"
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /setowner *S-1-5-32-544 /L'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /reset /L'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$R0" /inheritance:r /grant *S-1-5-18:(OI)(CI)F /grant *S-1-5-32-544:(OI)(CI)F /grant *S-1-5-32-545:(OI)(CI)RX /L'
  Pop $0
  ${If} ${FileExists} "$R0\policy.json"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$R0\policy.json" /setowner *S-1-5-32-544 /L'
    Pop $0
    nsExec::Exec '"$SYSDIR\icacls.exe" "$R0\policy.json" /reset /L'
    Pop $0
  ${EndIf}
SectionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro end
  !insertmacro closeFirewall
  SetShellVarContext all
  Delete "$SMPROGRAMS\${PRODUCT_NAME}.lnk"
  Delete "$DESKTOP\${PRODUCT_NAME}.lnk"
  SetShellVarContext current
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    RMDir /r "$APPDATA\${PRODUCT_FILENAME}"
  ${ElseIfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(PURGE)" IDNO keep
    RMDir /r "$APPDATA\${PRODUCT_FILENAME}"
    keep:
  ${EndIf}
  ; The policy of the computer stays: whoever put it there takes it away.
  ; What others put beside the program stays, and its folder with it.
  !include "$%GEZI_APP_FOLDER%.nsh"
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd
